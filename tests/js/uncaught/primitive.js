throw 'plain text'
// expect error: plain text
