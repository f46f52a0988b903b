var o = JSON.parse('{"a":1,"a":2,"2":3,"1":4,"":5}'); print(o.a, Object.keys(o).join('|'), o[''])
var p = JSON.parse('{"__proto__":5,"length":6,"constructor":7}'); print(p.length, p.constructor, p.hasOwnProperty('__proto__'))
// expect: 2 1|2|a| 5
// expect: 6 7 true
