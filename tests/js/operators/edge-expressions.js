// Assignments, optional chains, templates, literals, coercions, errors.
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
t(function () { var n=0; var o={get x(){return 1}, set x(v){n++}}; o.x ||= 5; return n; });
// expect: 0
t(function () { return null?.x; });
// expect: undefined
t(function () { return undefined?.[1/0]; });
// expect: undefined
t(function () { var o={f(){return this.v}, v:3}; return [o?.f(), o.f?.(), o.g?.(), o?.g?.x.y.z]; });
// expect: [3, 3, undefined, undefined]
t(function () { var o={f(){return this.v}, v:3}; return (o?.f)(); });
// expect: 3
t(function () { var o=null; return delete o?.x; });
// expect: true
t(function () { var n=0; null?.[n++]; return n; });
// expect: 0
t(function () { return (null)?.a.b.c; });
// expect: undefined
t(function () { return null ?? 5; });
// expect: 5
t(function () { return 0 ?? 5; });
// expect: 0
t(function () { return (null || undefined) ?? 'x'; });
// expect: "x"
t(function () { return `a${1}b${'c'}d`; });
// expect: "a1bcd"
t(function () { return `${{toString(){return 't'}, valueOf(){return 'v'}}}`; });
// expect: "t"
t(function () { return '' + {toString(){return 't'}, valueOf(){return 'v'}}; });
// expect: "v"
t(function () { return `\n\x41\u{42}`; });
// expect: "\nAB"
t(function () { return typeof `x`; });
// expect: "string"
t(function () { var o={a:1, 'b c':2, 3:4, [`d${1}`]:5}; return o; });
// expect: {3: 4, a: 1, b c: 2, d1: 5}
t(function () { var a=1,b=2; return {a,b}; });
// expect: {a: 1, b: 2}
t(function () { var o={if:1, class:2, new:3}; return o.if+o.class+o.new; });
// expect: 6
t(function () { return ({f(){ return new.target; }}).f(); });
// expect: undefined
t(function () { function F(){ return new.target === F; } return [F(), new F() instanceof F]; });
// expect: [false, true]
t(function () { var r=[]; var o={get [(r.push(1),'a')](){return 1}, [(r.push(2),'b')]: r.push(3)}; return r; });
// expect: [1, 2, 3]
t(function () { return [1,2,3].map(x => x*2); });
// expect: [2, 4, 6]
t(function () { return (() => ({a:1}))(); });
// expect: {a: 1}
t(function () { return (() => {})(); });
// expect: undefined
t(function () { return ((a, b=2, ...c) => [a,b,c])(1); });
// expect: [1, 2, []]
t(function () { return (function(){ return (() => this)(); }).call(5); });
// expect: 5
t(function () { return (function(){ return (() => arguments[0])(9); })(4); });
// expect: 4
t(function () { var f = async => async; return f(3); });
// expect: 3
t(function () { var of = 1, get = 2, set = 3, static_ = 4, let_ = 5; return of+get+set; });
// expect: 6
t(function () { return ++b; });
// expect: throws ReferenceError
t(function () { return 0.1*3; });
// expect: 0.30000000000000004
t(function () { return 0b101 + 0o17 + 0xff + 1_000; });
// expect: 1275
t(function () { return .5 + 5. + 1e3 + 1E-3; });
// expect: 1005.501
t(function () { return '\u{10ffff}'.length; });
// expect: 2
t(function () { return 'a' in {a:1} && 'b' in [1] ; });
// expect: false
t(function () { return !'' + !!'a'; });
// expect: 2
t(function () { return -'5' + +'6'; });
// expect: 1
t(function () { return 1 < 2 < 3; });
// expect: true
t(function () { return 3 > 2 > 1; });
// expect: false
t(function () { return typeof typeof 1; });
// expect: "string"
t(function () { return 1,2; });
// expect: 2
t(function () { return void 'x'; });
// expect: undefined
t(function () { var x = {valueOf(){return 3}}; return [x+1, x*2, x>2, x==3, `${x}`, x++, x]; });
// expect: [4, 6, true, true, "[object Object]", 3, 4]
t(function () { var x = {valueOf(){return {}}, toString(){return 'str'}}; return x+1; });
// expect: "str1"
t(function () { var x = {valueOf(){return {}}, toString(){return {}}}; return x+1; });
// expect: throws TypeError
t(function () { var x = {valueOf: 5, toString(){return '8'}}; return x*2; });
// expect: 16
t(function () { var x = Object.create(null); return x + ''; });
// expect: throws TypeError
t(function () { var log=[]; var a={valueOf(){log.push('a');return 1}}, b={valueOf(){log.push('b');return 2}}; a<b; a>b; a<=b; a+b; return log; });
// expect: ["a", "b", "a", "b", "a", "b", "a", "b"]
t(function () { var log=[]; function f(x){ log.push(x); return {}; } f(1)[f(2)] = f(3); return log.length; });
// expect: 3
t(function () { null.x; });
// expect: throws TypeError
t(function () { null.x = 1; });
// expect: throws TypeError
t(function () { undefined.f(); });
// expect: throws TypeError
t(function () { (void 0)[0]; });
// expect: throws TypeError
t(function () { var o={}; o.f(); });
// expect: throws TypeError
t(function () { var o={}; o.x.y; });
// expect: throws TypeError
t(function () { (1)(); });
// expect: throws TypeError
t(function () { 'abc'.x = 1; });
// expect: throws TypeError
t(function () { 'abc'.length = 1; });
// expect: throws TypeError
t(function () { 'abc'[0] = 'x'; });
// expect: throws TypeError
t(function () { (5).x = 1; });
// expect: throws TypeError
t(function () { true.x = 1; });
// expect: throws TypeError
t(function () { var e=new Error('m'); return [e.message, e.name, String(e), Object.keys(e), e instanceof Error, e.hasOwnProperty('message')]; });
// expect: ["m", "Error", "Error: m", [], true, true]
t(function () { var e=new TypeError(); return [e.message, e.name, String(e), e instanceof Error, e.hasOwnProperty('message')]; });
// expect: ["", "TypeError", "TypeError", true, false]
t(function () { return Error('x') instanceof Error; });
// expect: true
t(function () { return RangeError('x') instanceof RangeError; });
// expect: true
t(function () { return new Error(undefined).hasOwnProperty('message'); });
// expect: false
t(function () { return new Error(5).message; });
// expect: "5"
t(function () { var e=new Error('a'); e.name='N'; return String(e); });
// expect: "N: a"
t(function () { var e=new Error(''); e.name=''; return String(e); });
// expect: ""
t(function () { var e=new Error('m'); e.name=''; return String(e); });
// expect: "m"
t(function () { return Error.prototype.toString.call({name:'a', message:'b'}); });
// expect: "a: b"
t(function () { return Error.prototype.toString.call({}); });
// expect: "Error"
t(function () { return Error.prototype.toString.call(5); });
// expect: throws TypeError
t(function () { return [Error.prototype.name, Error.prototype.message, TypeError.prototype.name, TypeError.length, TypeError.name]; });
// expect: ["Error", "", "TypeError", 1, "TypeError"]
t(function () { return Object.getPrototypeOf(TypeError) === Error; });
// expect: true
t(function () { return Object.getPrototypeOf(TypeError.prototype) === Error.prototype; });
// expect: true
t(function () { throw {a:1}; });
// expect: throws {a: 1}
t(function () { throw null; });
// expect: throws null
t(function () { var d = typeof Date.now(); return d; });
// expect: "number"
t(function () { return globalThis.undefined === undefined; });
// expect: true
t(function () { return [globalThis === this]; });
// expect: [false]
t(function () { return typeof globalThis.Math; });
// expect: "object"
t(function () { return (function f(n){ return n ? n * f(n-1) : 1; })(10); });
// expect: 3628800
t(function () { var f = function g(){ g = 5; }; f(); });
// expect: throws TypeError
t(function () { var f = function g(){ return typeof g; }; return f(); });
// expect: "function"
t(function () { var g = 1; (function g(){}); return g; });
// expect: 1
t(function () { var a = [3,2,1]; a.sort().x = 5; return a; });
// expect: [1, 2, 3, x: 5]
t(function () { return (function(){ return typeof this; })(); });
// expect: "undefined"
t(function () { return (function(){ return typeof this; }).call(5); });
// expect: "number"
t(function () { return (function(){ return typeof this; }).call('x'); });
// expect: "string"
t(function () { var x = 0; x++ ; return x--; });
// expect: 1
t(function () { var s='5'; s++; return s; });
// expect: 6
t(function () { var s='a'; s++; return s; });
// expect: NaN
t(function () { var s='5'; var t=s++; return [s, typeof t]; });
// expect: [6, "number"]
t(function () { var u; u++; return u; });
// expect: NaN
t(function () { var n=null; n++; return n; });
// expect: 1
t(function () { return [1,2,3].at ? 1 : 1; });
// expect: 1
t(function () { return 'x'.constructor === String && (5).constructor === Number && true.constructor === Boolean; });
// expect: true
t(function () { return ({}).constructor === Object && (()=>1).constructor === Function; });
// expect: true
t(function () { return new Object({a:1}).a; });
// expect: 1
t(function () { return Object() instanceof Object; });
// expect: true
