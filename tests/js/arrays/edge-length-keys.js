// length, keys that look like indices, conversions of arrays.
function show(v) {
  if (typeof v === 'number') return v === 0 && 1 / v < 0 ? '-0' : String(v);
  if (typeof v === 'function') return 'function ' + v.name;
  if (typeof v === 'string') return JSON.stringify(v);
  if (v === null || typeof v !== 'object') return String(v);
  if (v instanceof Error) return v.name;
  var names = Object.keys(v).filter(function (k) { return !Array.isArray(v) || !(k >= 0); });
  var list = Array.isArray(v) ? v.map(show) : [];
  names.forEach(function (k) { list.push(k + ': ' + show(v[k])); });
  return (Array.isArray(v) ? '[' : '{') + list.join(', ') + (Array.isArray(v) ? ']' : '}');
}
function t(f) {
  var r;
  try { r = show(f()); } catch (e) { r = 'throws ' + (e instanceof Error ? e.name : show(e)); }
  print(r);
}
t(function () { return [1,[2,[3,[4]]]].toString(); });
// expect: "1,2,3,4"
t(function () { return [] + []; });
// expect: ""
t(function () { return [] + {}; });
// expect: "[object Object]"
t(function () { return [1] + [2]; });
// expect: "12"
t(function () { return [] == false; });
// expect: true
t(function () { return [0] == false; });
// expect: true
t(function () { return [null] == ''; });
// expect: true
t(function () { return [undefined] == 0; });
// expect: true
t(function () { return [[]] == 0; });
// expect: true
t(function () { return +[]; });
// expect: 0
t(function () { return +[1]; });
// expect: 1
t(function () { return +[1,2]; });
// expect: NaN
t(function () { return -[3]; });
// expect: -3
t(function () { return [2] * [3]; });
// expect: 6
t(function () { return [...'héllo😀']; });
// expect: ["h", "é", "l", "l", "o", "😀"]
t(function () { return [...[1,2],...[3]]; });
// expect: [1, 2, 3]
t(function () { return [...new Uint8Array([1,2])]; });
// expect: [1, 2]
t(function () { return [...5]; });
// expect: throws TypeError
t(function () { return [...undefined]; });
// expect: throws TypeError
t(function () { return Math.max(...[1,2,3]); });
// expect: 3
t(function () { function f(...r){ return r.length; } return [f(), f(1), f(1,2), f.length]; });
// expect: [0, 1, 2, 0]
t(function () { function f(a,b=1,c){} return f.length; });
// expect: 1
t(function () { function f(a,...b){} return f.length; });
// expect: 1
t(function () { var f=(a,b)=>{}; return [f.length, f.name]; });
// expect: [2, "f"]
t(function () { var o={f(){}, get g(){return 1}, ['h'+1]: function(){}, i: ()=>1}; return [o.f.name, o.h1.name, o.i.name]; });
// expect: ["f", "h1", "i"]
t(function () { return Object.keys({b:1,a:2,1:3,0:4}); });
// expect: ["0", "1", "b", "a"]
t(function () { return Object.keys({10:1, 9:1, 1073741824:1, 1073741823:1}); });
// expect: ["9", "10", "1073741823", "1073741824"]
t(function () { return Object.entries({x:1,y:[2]}); });
// expect: [["x", 1], ["y", [2]]]
t(function () { return Object.values({x:1,y:[2]}); });
// expect: [1, [2]]
t(function () { return Object.keys(5); });
// expect: []
t(function () { return Object.keys(null); });
// expect: throws TypeError
t(function () { return Object.keys(undefined); });
// expect: throws TypeError
t(function () { return Object.assign({}, null, {a:1}, undefined, 5, 'xy', [7]); });
// expect: {0: 7, 1: "y", a: 1}
