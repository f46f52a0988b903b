// The kinds of program the engine is measured by; prints name, milliseconds, result. kernels.lua is the same in Lua.
function intloop(n){ var s=0; for (var i=0;i<n;i++){ s = (s + i*3) & 0xffffff; } return s; }
function xorshift(n){ var x=123456789; for (var i=0;i<n;i++){ x ^= x<<13; x ^= x>>>17; x ^= x<<5; } return x; }
function fnv(n){ var h=2166136261; for (var i=0;i<n;i++){ h ^= i & 255; h = Math.imul(h,16777619)>>>0; } return h; }
function prop(n){ var o={a:1,b:2,c:3}; for (var i=0;i<n;i++){ o.a = o.b + o.c; o.b = o.a - 1; o.c = i & 7; if (o.b > 1000) o.b = 1; } return o.a; }
function P(x){ this.x = x; } P.prototype.get = function(){ return this.x; };
function method(n){ var p=new P(3), s=0; for (var i=0;i<n;i++){ s = (s + p.get()) & 0xffff; } return s; }
function closure(n){ function mk(){ var c=0; return function(){ return ++c; }; } var f=mk(), s=0; for (var i=0;i<n;i++){ s = f(); } return s; }
function sum8(n){ var u=new Uint8Array(1024); for (var i=0;i<1024;i++) u[i]=i; var s=0; for (var k=0;k<n;k++){ for (var i=0;i<u.length;i++) s = (s + u[i]) | 0; } return s; }
function sieve(n){ var c=0; for (var r=0;r<n;r++){ var a=[]; for (var i=0;i<2048;i++) a.push(true); c=0; for (var i=2;i<2048;i++){ if (a[i]){ c++; for (var j=i+i;j<2048;j+=i) a[j]=false; } } } return c; }
function fib(n){ return n<2?n:fib(n-1)+fib(n-2); }
function floatloop(n){ var x=0.5; for (var i=0;i<n;i++){ x = x*1.0000001 + 0.25; if (x>1000) x = x/3.7; } return x; }
function newobj(n){ var l=null; for (var i=0;i<n;i++){ l={v:i,next:null}; } return l.v; }
function str(n){ var s=''; for (var i=0;i<n;i++){ s += 'ab'; if (s.length>1000) s=''; } return s.length; }
var out = typeof print === 'function' ? print : console.log;
function time(name, f, n) {
  var start = Date.now(), result = f(n);
  out(name + ' ' + (Date.now() - start) + ' ' + result);
}
time('integers', intloop, 3000000);
time('xorshift', xorshift, 2000000);
time('fnv', fnv, 2000000);
time('properties', prop, 2000000);
time('method', method, 2000000);
time('closure', closure, 2000000);
time('bytes', sum8, 3000);
time('sieve', sieve, 200);
time('calls', fib, 25);
time('floats', floatloop, 3000000);
time('objects', newobj, 1000000);
time('strings', str, 500000);
