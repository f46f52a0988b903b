// Object and its functions at their edges.
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
t(function () { return Object.assign(null, {}); });
// expect: throws TypeError
t(function () { var a={}; return Object.assign(a,{b:1})===a; });
// expect: true
t(function () { return Object.create(null); });
// expect: {}
t(function () { return Object.create({x:1}).x; });
// expect: 1
t(function () { return Object.create(); });
// expect: throws TypeError
t(function () { return Object.create(undefined); });
// expect: throws TypeError
t(function () { return Object.create(5); });
// expect: throws TypeError
t(function () { return Object.getPrototypeOf([]) === Array.prototype; });
// expect: true
t(function () { return Object.getPrototypeOf(5) === Number.prototype; });
// expect: true
t(function () { return Object.getPrototypeOf('') === String.prototype; });
// expect: true
t(function () { return Object.getPrototypeOf(null); });
// expect: throws TypeError
t(function () { return Object.getPrototypeOf(Object.create(null)); });
// expect: null
t(function () { return Object.setPrototypeOf({}, null) instanceof Object; });
// expect: false
t(function () { return Object.setPrototypeOf({}, 5); });
// expect: throws TypeError
t(function () { return Object.setPrototypeOf({}); });
// expect: throws TypeError
t(function () { return Object.setPrototypeOf(null, {}); });
// expect: throws TypeError
t(function () { return Object.setPrototypeOf(5, {}); });
// expect: 5
t(function () { return Object.setPrototypeOf(Object.freeze({}), {}); });
// expect: throws TypeError
t(function () { var a={}; var b=Object.create(a); Object.setPrototypeOf(a,b); });
// expect: throws TypeError
t(function () { return Object.freeze(5); });
// expect: 5
t(function () { return Object.isFrozen(5); });
// expect: true
t(function () { return Object.isFrozen({}); });
// expect: false
t(function () { return Object.isFrozen(Object.freeze({a:1})); });
// expect: true
t(function () { return Object.isFrozen(Object.freeze([1,2])); });
// expect: true
t(function () { var o=Object.freeze({a:1}); o.a=2; });
// expect: throws TypeError
t(function () { var o=Object.freeze({a:1}); o.b=2; });
// expect: throws TypeError
t(function () { var o=Object.freeze({a:1}); delete o.a; });
// expect: throws TypeError
t(function () { var o=Object.freeze({a:1}); return delete o.zzz; });
// expect: true
t(function () { var o=Object.freeze([1]); o.push(2); });
// expect: throws TypeError
t(function () { var o=Object.freeze([1]); o[0]=2; });
// expect: throws TypeError
t(function () { var o=Object.freeze([1]); o.length=0; });
// expect: throws TypeError
t(function () { var o=Object.freeze({a:{b:1}}); o.a.b=2; return o; });
// expect: {a: {b: 2}}
t(function () { var o=Object.freeze({get a(){return 1}, set a(v){ this2=v; }}); var this2; o.a=5; return this2; });
// expect: 5
t(function () { var o={}; Object.defineProperty(o,'x',{value:5,writable:true,enumerable:true,configurable:true}); return [o.x, Object.keys(o)]; });
// expect: [5, ["x"]]
t(function () { var o={}; Object.defineProperty(o,'x',{get:function(){return 7}, enumerable:true}); return o.x; });
// expect: 7
t(function () { var o={}; return Object.defineProperty(o,'x',{value:1}) === o; });
// expect: true
t(function () { return Object.defineProperty({}, 'x', 5); });
// expect: throws TypeError
t(function () { return Object.defineProperty(5, 'x', {value:1}); });
// expect: throws TypeError
t(function () { return Object.defineProperty({}, 'x'); });
// expect: throws TypeError
t(function () { return Object.defineProperty({}, 'x', {get:5}); });
// expect: throws TypeError
t(function () { return Object.defineProperty({}, 'x', {get:function(){}, value:5}); });
// expect: throws TypeError
t(function () { return Object.defineProperty({}, 'x', {set:undefined, get:undefined}).x; });
// expect: undefined
t(function () { return Object.defineProperty({}, 'x', {}).x; });
// expect: undefined
t(function () { return ({}).toString(); });
// expect: "[object Object]"
t(function () { return ({a:1}).hasOwnProperty('a'); });
// expect: true
t(function () { return ({a:1}).hasOwnProperty('toString'); });
// expect: false
t(function () { return ({}).hasOwnProperty.call(null, 'x'); });
// expect: throws TypeError
t(function () { return ({1:2}).hasOwnProperty(1); });
// expect: true
t(function () { var o={get x(){return 1}}; o.x=5; });
// expect: throws TypeError
t(function () { var o={set x(v){this.y=v}}; o.x=5; return [o.x, o.y]; });
// expect: [undefined, 5]
t(function () { var o={x:1, get x(){return 2}}; return o.x; });
// expect: 2
t(function () { var o={get x(){return 2}, x:1}; return o.x; });
// expect: 1
t(function () { var o={__proto__:{z:9}}; return [o.z, Object.keys(o)]; });
// expect: [9, []]
t(function () { var o={__proto__:null}; return Object.getPrototypeOf(o); });
// expect: null
t(function () { var o={'__proto__':{z:9}}; return o.z; });
// expect: 9
t(function () { var __proto__={z:9}; var o={__proto__}; return [Object.keys(o), o.z]; });
// expect: [["__proto__"], undefined]
t(function () { var o={['__proto__']:{z:9}}; return [Object.keys(o), o.z]; });
// expect: [["__proto__"], undefined]
t(function () { var o={__proto__:5}; return Object.getPrototypeOf(o)===Object.prototype; });
// expect: true
t(function () { var o={...{a:1,b:2}, b:3, ...null, ...'hi', ...[9]}; return o; });
// expect: {0: 9, 1: "i", a: 1, b: 3}
t(function () { var o={a:1}; return delete o.a && !('a' in o); });
// expect: true
t(function () { var o={a:1}; return delete o['b']; });
// expect: true
t(function () { return delete [1].length; });
// expect: throws TypeError
t(function () { return 'a' in 5; });
// expect: throws TypeError
t(function () { return 5 instanceof Number; });
// expect: false
t(function () { return ({}) instanceof 5; });
// expect: throws TypeError
t(function () { return ({}) instanceof (()=>1); });
// expect: throws TypeError
t(function () { return ({}) instanceof Object; });
// expect: true
t(function () { return (function(){}) instanceof Function; });
// expect: true
