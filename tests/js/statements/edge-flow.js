// Labels, try and finally, switch, closures of loops, dead zones.
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
t(function () { a: for (var i=0;i<3;i++) for (var j=0;j<3;j++) { if (j==1) continue a; if (i==2) break a; } return [i,j]; });
// expect: [2, 0]
t(function () { a: { b: { break a; } return 1; } return 2; });
// expect: 2
t(function () { a: b: for(;;) { break a; } return 3; });
// expect: 3
t(function () { a: if (true) { break a; } return 3; });
// expect: 3
t(function () { var r=[]; for (var i=0;i<3;i++) { try { if (i==1) continue; r.push(i); } finally { r.push('f'+i); } } return r; });
// expect: [0, "f0", "f1", 2, "f2"]
t(function () { var r=[]; for (var i=0;i<3;i++) { try { if (i==1) break; r.push(i); } finally { r.push('f'+i); } } return r; });
// expect: [0, "f0", "f1"]
t(function () { for (;;) { try { return 1; } finally { break; } } return 2; });
// expect: 2
t(function () { for (var i=0;i<2;i++) { try { return 1; } finally { continue; } } return i; });
// expect: 2
t(function () { try { throw 1; } catch (e) { return e; } finally { return 2; } });
// expect: 2
t(function () { try { try { throw 1; } finally { throw 2; } } catch (e) { return e; } });
// expect: 2
t(function () { var f=function(){ try { return 'a'; } finally { x = 'b'; } }, x; return [f(), x]; });
// expect: ["a", "b"]
t(function () { function f(){ var x=1; try { return x; } finally { x=2; } } return f(); });
// expect: 1
t(function () { function f(){ a: try { return 1; } finally { break a; } return 5; } return f(); });
// expect: 5
t(function () { var r=[]; try { r.push(1); throw 'x'; } catch (e) { r.push(e); try { throw 'y'; } catch (e) { r.push(e); } r.push(e); } return r; });
// expect: [1, "x", "y", "x"]
t(function () { var e=1; try { throw 2; } catch (e) { var e=3; } return e; });
// expect: 1
t(function () { try { throw undefined; } catch (e) { return e === undefined; } });
// expect: true
t(function () { switch (3) { case 1: return 'a'; default: return 'd'; case 2: return 'b'; } });
// expect: "d"
t(function () { var r=[]; switch (2) { default: r.push('d'); case 1: r.push(1); break; case 3: r.push(3); } return r; });
// expect: ["d", 1]
t(function () { var r=[]; switch ('1') { case 1: r.push('n'); break; case '1': r.push('s'); } return r; });
// expect: ["s"]
t(function () { switch (NaN) { case NaN: return 1; default: return 2; } });
// expect: 2
t(function () { switch (0) { case -0: return 1; } return 2; });
// expect: 1
t(function () { switch (1) { case 0: let x = 5; break; case 1: try { x; } catch (e) { return e.name; } } });
// expect: "ReferenceError"
t(function () { switch (1) { case 0: let x = 5; case 1: x = 3; return x; } });
// expect: throws ReferenceError
t(function () { switch (1) { case 1: function f(){ return 7; } } return typeof f; });
// expect: "undefined"
t(function () { var n=0; switch (n++, n) { case 1: return 'once'; } });
// expect: "once"
t(function () { var r=[]; function c(x){ r.push(x); return x; } switch (2) { case c(1): case c(2): case c(3): } return r; });
// expect: [1, 2]
t(function () { switch(1){} return 1; });
// expect: 1
t(function () { var fs=[]; for (let i=0;i<3;i++) fs.push(()=>i); return fs.map(function(f){return f()}); });
// expect: [0, 1, 2]
t(function () { var fs=[]; for (let i=0;i<3;i++) { fs.push(()=>i); i++; } return fs.map(function(f){return f()}); });
// expect: [1, 3]
t(function () { var fs=[]; for (let i=0, g=()=>i; i<2; i++) fs.push(g); return fs.map(function(f){return f()}); });
// expect: [0, 0]
t(function () { var fs=[]; for (const x of [1,2,3]) fs.push(()=>x); return fs.map(function(f){return f()}); });
// expect: [1, 2, 3]
t(function () { var fs=[]; for (const x in {a:1,b:2}) fs.push(()=>x); return fs.map(function(f){return f()}); });
// expect: ["a", "b"]
t(function () { for (const x of [1]) x = 2; });
// expect: throws TypeError
t(function () { for (const i=0; i<1; i++) ; });
// expect: throws TypeError
t(function () { const x=1; x++; });
// expect: throws TypeError
t(function () { const x=1; x+=1; });
// expect: throws TypeError
t(function () { x; let x = 1; });
// expect: throws ReferenceError
t(function () { typeof x; let x = 1; });
// expect: throws ReferenceError
t(function () { x = 5; let x; });
// expect: throws ReferenceError
t(function () { let x = x; });
// expect: throws ReferenceError
t(function () { function f(){ return x; } f(); let x=1; });
// expect: throws ReferenceError
t(function () { function f(){ return x; } let x=1; return f(); });
// expect: 1
t(function () { let x=1; { let x=2; } return x; });
// expect: 1
t(function () { let x=1; { x=2; } return x; });
// expect: 2
t(function () { let x; return x; });
// expect: undefined
t(function () { var x=1; { var x=2; } return x; });
// expect: 2
t(function () { { function g(){return 1} } return typeof g; });
// expect: "undefined"
t(function () { return typeof h; function h(){} });
// expect: "function"
t(function () { return typeof v; var v=1; });
// expect: "undefined"
t(function () { function f(a){ var a; return a; } return f(5); });
// expect: 5
t(function () { function f(a){ var a=6; return a; } return f(5); });
// expect: 6
t(function () { function f(a){ function a(){} return typeof a; } return f(5); });
// expect: "function"
t(function () { function f(a, b=a){ return [a,b]; } return [f(1), f(1,2), f(1,undefined)]; });
// expect: [[1, 1], [1, 2], [1, 1]]
t(function () { function f(a=()=>b, b=2){ return a(); } return f(); });
// expect: 2
t(function () { function f(a){ arguments[0]=9; return a; } return f(1); });
// expect: 1
t(function () { function f(a){ a=9; return arguments[0]; } return f(1); });
// expect: 1
t(function () { var s=0; for (var i=0; i<5; i++) { if (i==2) continue; s+=i; } return s; });
// expect: 8
t(function () { var i=0; do { i++; if (i==3) continue; } while (i<5); return i; });
// expect: 5
t(function () { var i=0; while (true) { if (++i > 4) break; } return i; });
// expect: 5
t(function () { for (var k in null) return 1; return 2; });
// expect: 2
t(function () { for (var k in undefined) return 1; return 2; });
// expect: 2
t(function () { for (var k of null) return 1; return 2; });
// expect: throws TypeError
t(function () { var r=[]; for (var k in 'ab') r.push(k); return r; });
// expect: ["0", "1"]
t(function () { var r=[]; for (var k in {b:1,a:2,1:3}) r.push(k); return r; });
// expect: ["1", "b", "a"]
t(function () { var o={a:1,b:2,c:3}, r=[]; for (var k in o) { r.push(k); delete o.b; } return r; });
// expect: ["a", "c"]
t(function () { var o={a:1}, r=[]; for (var k in o) { r.push(k); o.z=1; } return r; });
// expect: ["a"]
t(function () { var o={x:0}; for (o.x in {q:1}); return o.x; });
// expect: "q"
t(function () { var a=[]; for (a[0] of [7,8]); return a; });
// expect: [8]
t(function () { for (var i=0, j=10; i<j; i++, j--); return [i,j]; });
// expect: [5, 5]
t(function () { if (0) var zz=1; return zz; });
// expect: undefined
t(function () { var a=1; a = a++ + ++a; return a; });
// expect: 4
t(function () { var a=1; return a+++a; });
// expect: 3
t(function () { var a=[1]; var i=0; a[i++] += 5; return [a,i]; });
// expect: [[6], 1]
t(function () { var o={n:0, get x(){ this.n++; return this.n; }, set x(v){ this.v=v; }}; o.x += 10; return [o.n,o.v]; });
// expect: [1, 11]
t(function () { var a; (a ??= 5); a ||= 6; a &&= 7; return a; });
// expect: 7
t(function () { var o={a:null}; o.a ??= 1; o.b ||= 2; o.c &&= 3; return o; });
// expect: {a: 1, b: 2}
