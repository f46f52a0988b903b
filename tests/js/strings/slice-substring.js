var s = 'abcdef'; print(s.slice(2), s.slice(-2), s.slice(1, -1), s.slice(4, 2) === '', s.substring(4, 2), s.substring(-5, 2), s.substring(2), s.slice(NaN, 2), s.substring(NaN, Infinity), s.slice(undefined, undefined))
// expect: cdef ef bcde true cd ab cdef ab abcdef abcdef
