var s = 'hash me', h = 5381; for (var i = 0; i < s.length; i++) h = (h * 33 ^ s.charCodeAt(i)) >>> 0; print(h)
// expect: 815816287
