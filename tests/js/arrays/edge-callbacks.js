// sort, iteration, reduction, fill and the constructor at their edges.
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
t(function () { return [2,1].sort(function(a,b){return {valueOf:function(){return a-b}}}); });
// expect: [1, 2]
t(function () { var c=0; [1,2,3].sort(function(a,b){ c = arguments.length; return this === undefined ? a-b : 0;}); return c; });
// expect: 2
t(function () { return [-1,-2,0,5].sort(); });
// expect: [-1, -2, 0, 5]
t(function () { return [1,2,3].map(function(x,i,a){return [x,i,a.length]}); });
// expect: [[1, 0, 3], [2, 1, 3], [3, 2, 3]]
t(function () { return [1,2,3].map(function(){ return this === undefined; }); });
// expect: [true, true, true]
t(function () { return [1,2,3].map(function(){ return this.x; }, {x:5}); });
// expect: [5, 5, 5]
t(function () { return [1,2,3].map(String); });
// expect: ["1", "2", "3"]
t(function () { return ['1','2','3'].map(Number); });
// expect: [1, 2, 3]
t(function () { return [1,2,3].filter(function(x){return x>1}); });
// expect: [2, 3]
t(function () { return [0,1,'',null,NaN,'a'].filter(Boolean); });
// expect: [1, "a"]
t(function () { return [1,2,3].every(function(){return true}); });
// expect: true
t(function () { return [].every(function(){return false}); });
// expect: true
t(function () { return [].some(function(){return true}); });
// expect: false
t(function () { return [1,2,3].some(function(x){return x==2}); });
// expect: true
t(function () { return [1,2,3].forEach(function(){}); });
// expect: undefined
t(function () { return [1,2,3].find(function(x){return x>1}); });
// expect: 2
t(function () { return [1,2,3].find(function(x){return x>5}); });
// expect: undefined
t(function () { return [1,2,3].findIndex(function(x){return x>1}); });
// expect: 1
t(function () { return [1,2,3].findIndex(function(x){return x>5}); });
// expect: -1
t(function () { return [1,2,3].reduce(function(a,b){return a+b}); });
// expect: 6
t(function () { return [1,2,3].reduce(function(a,b){return a+b}, ''); });
// expect: "123"
t(function () { return [].reduce(function(a,b){return a+b}); });
// expect: throws TypeError
t(function () { return [].reduce(function(a,b){return a+b}, 7); });
// expect: 7
t(function () { return [5].reduce(function(a,b){return 99}); });
// expect: 5
t(function () { return [].reduceRight(function(a,b){return a+b}); });
// expect: throws TypeError
t(function () { return [1,2,3].reduceRight(function(a,b){return a+'-'+b}); });
// expect: "3-2-1"
t(function () { return [1,2,3].reduceRight(function(a,b,i,arr){return a.concat([i, arr.length])}, []); });
// expect: [2, 3, 1, 3, 0, 3]
t(function () { return [1,2,3].reduce(function(a,b){return a+b}, undefined); });
// expect: NaN
t(function () { var log=[]; [1,2,3].reduce(function(a,b,i){ log.push(i); return a;}); return log; });
// expect: [1, 2]
t(function () { return [1,2,3].map(); });
// expect: throws TypeError
t(function () { return [1,2,3].map(null); });
// expect: throws TypeError
t(function () { return [1,2,3].forEach({}); });
// expect: throws TypeError
t(function () { return [1,2,3].reduce(); });
// expect: throws TypeError
t(function () { return [1,2,3].fill(0); });
// expect: [0, 0, 0]
t(function () { return [1,2,3].fill(0,1); });
// expect: [1, 0, 0]
t(function () { return [1,2,3].fill(0,1,2); });
// expect: [1, 0, 3]
t(function () { return [1,2,3].fill(0,-1); });
// expect: [1, 2, 0]
t(function () { return [1,2,3].fill(0,-3,-2); });
// expect: [0, 2, 3]
t(function () { return [1,2,3].fill(0,NaN,NaN); });
// expect: [1, 2, 3]
t(function () { return [1,2,3].fill(0,3,5); });
// expect: [1, 2, 3]
t(function () { return [1,2,3].fill(); });
// expect: [undefined, undefined, undefined]
t(function () { return [1,2,3].fill(4, undefined, undefined); });
// expect: [4, 4, 4]
t(function () { return [1,2,3].includes(3, -1); });
// expect: true
t(function () { return [1,2,3].includes(1, -2); });
// expect: false
t(function () { return [undefined].includes(); });
// expect: true
t(function () { return [].includes(); });
// expect: false
t(function () { return Array.isArray([]); });
// expect: true
t(function () { return Array.isArray({length:0}); });
// expect: false
t(function () { return Array(3).length; });
// expect: 3
t(function () { return Array(3, 4); });
// expect: [3, 4]
t(function () { return Array('3'); });
// expect: ["3"]
t(function () { return Array(-1); });
// expect: throws RangeError
t(function () { return Array(1.5); });
// expect: throws RangeError
t(function () { return Array(4294967296); });
// expect: throws RangeError
t(function () { return new Array(2).length; });
// expect: 2
t(function () { return new Array().length; });
// expect: 0
t(function () { return Array.length + Array.prototype.concat.length + Array.prototype.push.length; });
// expect: 3
t(function () { return Array.prototype.slice.length + ',' + Array.prototype.splice.length + Array.prototype.indexOf.length; });
// expect: "2,21"
t(function () { return Array.prototype.constructor === Array; });
// expect: true
t(function () { return [].constructor === Array; });
// expect: true
t(function () { return Object.keys([1,2]); });
// expect: ["0", "1"]
t(function () { var a=[1,2]; a.x=5; return Object.keys(a); });
// expect: ["0", "1", "x"]
t(function () { var a=[1,2]; a.length=0; return a; });
// expect: []
t(function () { var a=[1,2,3]; a.length=1; a[1]=9; return a; });
// expect: [1, 9]
t(function () { var a=[1,2,3]; a.length='2'; return a; });
// expect: [1, 2]
t(function () { var a=[1,2,3]; a.length=-1; return a; });
// expect: throws RangeError
t(function () { var a=[1,2,3]; a.length=1.5; return a; });
// expect: throws RangeError
t(function () { var a=[1,2,3]; a.length=NaN; return a; });
// expect: throws RangeError
t(function () { var a=[1,2,3]; a.length=4294967296; return a; });
// expect: throws RangeError
t(function () { var a=[1,2,3]; a.length={valueOf:function(){return 2}}; return a; });
// expect: [1, 2]
t(function () { var a=[1,2,3]; a['1']='x'; return a; });
// expect: [1, "x", 3]
t(function () { var a=[1,2,3]; a['01']='x'; return a; });
// expect: [1, 2, 3]
t(function () { var a=[1,2,3]; return [a['0'], a[-1], a[1.5], a['1.0'], a[3], a[4294967295]]; });
// expect: [1, undefined, undefined, undefined, undefined, undefined]
t(function () { var a=[1,2,3]; return 2 in a; });
// expect: true
t(function () { var a=[1,2,3]; return [3 in a, '1' in a, 'length' in a, -1 in a, 'push' in a]; });
// expect: [false, true, true, false, true]
t(function () { var a=[1,2,3]; a[1.5]='x'; return Object.keys(a); });
// expect: ["0", "1", "2", "1.5"]
t(function () { var a=[1,2,3], n=0; for (var i in a) n+=i; return n; });
// expect: "0012"
t(function () { var a=[1,2,3], n=[]; for (var i of a) { n.push(i); if (n.length<5) a.push(i*2); } return n; });
// expect: [1, 2, 3, 2, 4, 6, 4]
t(function () { var a=[1,2,3]; a.toString = function(){return 'custom'}; return a + ''; });
// expect: "custom"
t(function () { var a=[1,2,3]; a.join = function(){return 'joined'}; return String(a); });
// expect: "joined"
