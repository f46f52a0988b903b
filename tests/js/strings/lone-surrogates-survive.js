var s = '\ud800x\udfff'; print(s.length, s.charCodeAt(0).toString(16), s.charCodeAt(2).toString(16), s.slice(0, 1) + s.slice(1) === s, s.split('').length, JSON.stringify(s))
// expect: 3 d800 dfff true 3 "\ud800x\udfff"
