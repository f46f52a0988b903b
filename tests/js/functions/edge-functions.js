// new, instanceof, call, apply, bind, names and lengths at their edges.
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
t(function () { return null instanceof Object; });
// expect: false
t(function () { function F(){} F.prototype=5; return new F() instanceof F; });
// expect: throws TypeError
t(function () { function F(){} var f=new F(); F.prototype={}; return f instanceof F; });
// expect: false
t(function () { function F(){ return {a:1}; } return new F(); });
// expect: {a: 1}
t(function () { function F(){ return 5; } return new F() instanceof F; });
// expect: true
t(function () { return new (function(){ this.a=new.target !== undefined; }); });
// expect: {a: true}
t(function () { return new (()=>1); });
// expect: throws TypeError
t(function () { return new Math.max(); });
// expect: throws TypeError
t(function () { return new ({f(){}}).f(); });
// expect: throws TypeError
t(function () { return new 5; });
// expect: throws TypeError
t(function () { return new undefined; });
// expect: throws TypeError
t(function () { function F(){} return [F.prototype.constructor===F, Object.keys(F.prototype), Object.keys(F)]; });
// expect: [true, [], []]
t(function () { function F(a,b){} return [F.length, F.name, F.call.length, F.apply.length, F.bind.length]; });
// expect: [2, "F", 1, 2, 1]
t(function () { function f(){ return [this, arguments.length]; } return f.call(1, 2, 3); });
// expect: [1, 2]
t(function () { function f(){ return arguments.length; } return [f.apply(), f.apply(1,null), f.apply(1,undefined)]; });
// expect: [0, 0, 0]
t(function () { function f(){ return arguments.length; } return f.apply(1, 5); });
// expect: throws TypeError
t(function () { function f(a,b,c){ return [this.x,a,b,c]; } var g=f.bind({x:1},2); return [g(3), g.length, g.name, g.bind(null,3)(4)]; });
// expect: [[1, 2, 3, undefined], 2, "bound f", [1, 2, 3, 4]]
t(function () { return (function(){}).name; });
// expect: ""
t(function () { return (function foo(){}).name; });
// expect: "foo"
t(function () { var f=function(){}; return f.name; });
// expect: "f"
t(function () { var o={}; o.f=function(){}; return o.f.name; });
// expect: ""
t(function () { let a = 1 ? ()=>1 : 0; return a.name; });
// expect: ""
t(function () { let x = (()=>1); return x.name; });
// expect: "x"
t(function () { return Function.prototype(); });
// expect: undefined
t(function () { return Function.prototype.name; });
// expect: ""
t(function () { return Function.length; });
// expect: 1
t(function () { return isNaN.length; });
// expect: 1
t(function () { return String.length + Number.length + Boolean.length + Object.length + Error.length; });
// expect: 5
t(function () { return String.name + Number.name + parseInt.name + Math.max.name + ''.slice.name; });
// expect: "StringNumberparseIntmaxslice"
t(function () { return typeof Object.prototype.toString; });
// expect: "function"
t(function () { return Boolean(''); });
// expect: false
t(function () { return Boolean('0'); });
// expect: true
t(function () { return Boolean([]); });
// expect: true
t(function () { return Boolean(); });
// expect: false
t(function () { return true.toString(); });
// expect: "true"
t(function () { return Boolean.prototype.toString.call('x'); });
// expect: throws TypeError
t(function () { return true + true; });
// expect: 2
t(function () { return true + 'x'; });
// expect: "truex"
t(function () { return null + 1; });
// expect: 1
t(function () { return undefined + 1; });
// expect: NaN
t(function () { return typeof null; });
// expect: "object"
t(function () { return typeof undefined; });
// expect: "undefined"
t(function () { return typeof (()=>1); });
// expect: "function"
t(function () { return typeof Math; });
// expect: "object"
t(function () { return typeof undeclaredVariable; });
// expect: "undefined"
t(function () { return undeclaredVariable; });
// expect: throws ReferenceError
t(function () { undeclared = 5; });
// expect: throws ReferenceError
t(function () { return void 0; });
// expect: undefined
t(function () { return (1,2,3); });
// expect: 3
t(function () { return 'use strict'; });
// expect: "use strict"
