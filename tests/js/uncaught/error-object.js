print('before')
throw new TypeError('the message')
// expect: before
// expect error: TypeError: the message
