// indexOf, slice, splice, concat and join at their edges.
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
t(function () { return [1,2,3].indexOf(2, -1); });
// expect: -1
t(function () { return [1,2,3].indexOf(2, -2); });
// expect: 1
t(function () { return [1,2,3].indexOf(3, 5); });
// expect: -1
t(function () { return [1,2,3].indexOf(1, -100); });
// expect: 0
t(function () { return [1,2,3].indexOf('2'); });
// expect: -1
t(function () { return [NaN].indexOf(NaN); });
// expect: -1
t(function () { return [NaN].includes(NaN); });
// expect: true
t(function () { return [-0].includes(0); });
// expect: true
t(function () { return [-0].indexOf(0); });
// expect: 0
t(function () { return [1,2,3].lastIndexOf(3, -5); });
// expect: -1
t(function () { return [1,2,3].lastIndexOf(1, -3); });
// expect: 0
t(function () { return [1,2,3,1].lastIndexOf(1, -2); });
// expect: 0
t(function () { return [1,2,3,1].lastIndexOf(1, undefined); });
// expect: 0
t(function () { return [1,2,3,1].lastIndexOf(1, NaN); });
// expect: 0
t(function () { return [1,2,3,1].lastIndexOf(1, 100); });
// expect: 3
t(function () { return [].lastIndexOf(1); });
// expect: -1
t(function () { return [1,2,3].slice(1); });
// expect: [2, 3]
t(function () { return [1,2,3].slice(-1); });
// expect: [3]
t(function () { return [1,2,3].slice(0, -1); });
// expect: [1, 2]
t(function () { return [1,2,3].slice(5); });
// expect: []
t(function () { return [1,2,3].slice(-Infinity, Infinity); });
// expect: [1, 2, 3]
t(function () { return [1,2,3].slice(null, undefined); });
// expect: [1, 2, 3]
t(function () { return [1,2,3].slice('1', '2'); });
// expect: [2]
t(function () { return [1,2,3].slice(1.9, 2.9); });
// expect: [2]
t(function () { return [1,2,3].slice(2, 1); });
// expect: []
t(function () { var a=[1,2,3,4,5]; return [a.splice(1,2), a]; });
// expect: [[2, 3], [1, 4, 5]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(-2), a]; });
// expect: [[4, 5], [1, 2, 3]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(), a]; });
// expect: [[], [1, 2, 3, 4, 5]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(undefined), a]; });
// expect: [[1, 2, 3, 4, 5], []]
t(function () { var a=[1,2,3,4,5]; return [a.splice(1, undefined), a]; });
// expect: [[], [1, 2, 3, 4, 5]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(1, -5, 'x'), a]; });
// expect: [[], [1, "x", 2, 3, 4, 5]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(1, 100, 'x', 'y'), a]; });
// expect: [[2, 3, 4, 5], [1, "x", "y"]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(100, 1, 'x'), a]; });
// expect: [[], [1, 2, 3, 4, 5, "x"]]
t(function () { var a=[1,2,3,4,5]; return [a.splice(-100, 1, 'x','y','z'), a]; });
// expect: [[1], ["x", "y", "z", 2, 3, 4, 5]]
t(function () { var a=[1,2]; return [a.push(), a.push(3,4), a]; });
// expect: [2, 4, [1, 2, 3, 4]]
t(function () { var a=[]; return [a.pop(), a.shift(), a.length]; });
// expect: [undefined, undefined, 0]
t(function () { var a=[1]; return [a.unshift(), a.unshift(2,3), a]; });
// expect: [1, 3, [2, 3, 1]]
t(function () { return [1,2,3].concat(); });
// expect: [1, 2, 3]
t(function () { return [1].concat([2],[3,[4]],5,'x',null,undefined); });
// expect: [1, 2, 3, [4], 5, "x", null, undefined]
t(function () { return [1].concat({length:1, 0:'x'}); });
// expect: [1, {0: "x", length: 1}]
t(function () { return [1,2,3].join(); });
// expect: "1,2,3"
t(function () { return [1,2,3].join(undefined); });
// expect: "1,2,3"
t(function () { return [1,2,3].join(null); });
// expect: "1null2null3"
t(function () { return [1,2,3].join(''); });
// expect: "123"
t(function () { return [1,2,3].join(0); });
// expect: "10203"
t(function () { return [null,undefined,1].join(); });
// expect: ",,1"
t(function () { return [[1,[2,3]],4].join(';'); });
// expect: "1,2,3;4"
t(function () { return [].join('x'); });
// expect: ""
t(function () { return [1,2,3].reverse(); });
// expect: [3, 2, 1]
t(function () { return [].reverse(); });
// expect: []
t(function () { return [1].reverse(); });
// expect: [1]
t(function () { return [3,1,2].sort(); });
// expect: [1, 2, 3]
t(function () { return [10,9,1].sort(); });
// expect: [1, 10, 9]
t(function () { return [3,undefined,1,null].sort(); });
// expect: [1, 3, null, undefined]
t(function () { return ['b',undefined,'a'].sort(function(a,b){return a<b?1:-1}); });
// expect: ["b", "a", undefined]
t(function () { return [3,1,2].sort(undefined); });
// expect: [1, 2, 3]
t(function () { return [3,1,2].sort(null); });
// expect: throws TypeError
t(function () { return [3,1,2].sort({}); });
// expect: throws TypeError
t(function () { return [true,false,'x',1].sort(); });
// expect: [1, false, true, "x"]
t(function () { return [5,1,4].sort(function(){return 0}); });
// expect: [5, 1, 4]
t(function () { return [5,1,4].sort(function(a,b){return 'x'}); });
// expect: [5, 1, 4]
t(function () { return [5,25,100,1].sort(function(a,b){return a-b}); });
// expect: [1, 5, 25, 100]
