var s = ''; for (var i = 0; i < 100; i++) s += '['; s += '1'; for (i = 0; i < 100; i++) s += ']'
var v = JSON.parse(s), n = 0; while (Array.isArray(v)) { v = v[0]; n++ } print(n, v, JSON.stringify(JSON.parse(s)) === s)
// expect: 100 1 true
