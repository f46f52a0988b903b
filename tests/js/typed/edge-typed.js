// Typed arrays at their edges: constructors, views, copies, conversions.
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
t(function () { return new Uint8Array(3).join(); });
// expect: "0,0,0"
t(function () { return new Uint8Array([1,2,300,-1,1.9,'7',null,undefined,NaN]).join(); });
// expect: "1,2,44,255,1,7,0,0,0"
t(function () { return new Uint8ClampedArray([1.5,2.5,-1,300,NaN,Infinity,0.5]).join(); });
// expect: "2,2,0,255,0,255,0"
t(function () { return new Int8Array([127,128,-129]).join(); });
// expect: "127,-128,127"
t(function () { return new Int16Array([32768]).join(); });
// expect: "-32768"
t(function () { return new Uint32Array([-1, 4294967296]).join(); });
// expect: "4294967295,0"
t(function () { return new Int32Array([2147483648]).join(); });
// expect: "-2147483648"
t(function () { return new Float32Array([0.1, 1e40, -0]).join(); });
// expect: "0.10000000149011612,Infinity,0"
t(function () { return new Float64Array([0.1, -0]).join('|'); });
// expect: "0.1|0"
t(function () { return new Uint8Array(-1); });
// expect: throws RangeError
t(function () { return new Uint8Array(1.5).length; });
// expect: 1
t(function () { return new Uint8Array('3').length; });
// expect: 3
t(function () { return new Uint8Array(null).length; });
// expect: 0
t(function () { return new Uint8Array(undefined).length; });
// expect: 0
t(function () { return new Uint8Array(NaN).length; });
// expect: 0
t(function () { return new Uint8Array({length:2, 0:5}).join(); });
// expect: "5,0"
t(function () { return new Uint8Array('abc').length; });
// expect: 0
t(function () { return new Uint8Array(new Uint16Array([256,257])).join(); });
// expect: "0,1"
t(function () { return Uint8Array(3); });
// expect: throws TypeError
t(function () { return new Uint16Array(new ArrayBuffer(4)).length; });
// expect: 2
t(function () { return new Uint16Array(new ArrayBuffer(3)); });
// expect: throws RangeError
t(function () { return new Uint16Array(new ArrayBuffer(8), 1); });
// expect: throws RangeError
t(function () { return new Uint16Array(new ArrayBuffer(8), 2).length; });
// expect: 3
t(function () { return new Uint16Array(new ArrayBuffer(8), 2, 2).length; });
// expect: 2
t(function () { return new Uint16Array(new ArrayBuffer(8), 2, 4); });
// expect: throws RangeError
t(function () { return new Uint16Array(new ArrayBuffer(8), 10); });
// expect: throws RangeError
t(function () { return new Uint16Array(new ArrayBuffer(8), 8).length; });
// expect: 0
t(function () { return new Uint16Array(new ArrayBuffer(8), -2); });
// expect: throws RangeError
t(function () { return new Uint8Array(new ArrayBuffer(8), undefined, undefined).length; });
// expect: 8
t(function () { return new Uint8Array(4).subarray(1).length; });
// expect: 3
t(function () { return new Uint8Array([1,2,3,4]).subarray(-2).join(); });
// expect: "3,4"
t(function () { return new Uint8Array([1,2,3,4]).subarray(1,-1).join(); });
// expect: "2,3"
t(function () { return new Uint8Array([1,2,3,4]).subarray(3,1).length; });
// expect: 0
t(function () { return new Uint8Array([1,2,3,4]).subarray(1).byteOffset; });
// expect: 1
t(function () { return new Uint8Array([1,2,3,4]).subarray(1).subarray(1).join(); });
// expect: "3,4"
t(function () { return new Uint8Array([1,2,3,4]).slice(1,3).join(); });
// expect: "2,3"
t(function () { return new Uint8Array([1,2,3,4]).slice(-1).join(); });
// expect: "4"
t(function () { return new Uint8Array([1,2,3,4]).slice().byteOffset; });
// expect: 0
t(function () { var a=new Uint8Array(4); a.set([1,2],2); return a.join(); });
// expect: "0,0,1,2"
t(function () { var a=new Uint8Array(4); a.set([1,2],3); return a.join(); });
// expect: throws RangeError
t(function () { var a=new Uint8Array(4); a.set([1,2],-1); return a.join(); });
// expect: throws RangeError
t(function () { var a=new Uint8Array(4); a.set('12'); return a.join(); });
// expect: "1,2,0,0"
t(function () { var a=new Uint8Array([1,2,3,4]); a.set(a.subarray(0,3),1); return a.join(); });
// expect: "1,1,2,3"
t(function () { var a=new Uint8Array([1,2,3,4]); a.set(5); return a.join(); });
// expect: "1,2,3,4"
t(function () { return new Uint8Array([1,2,3]).fill(9,1,2).join(); });
// expect: "1,9,3"
t(function () { return new Uint8Array([1,2,3]).fill(9,-1).join(); });
// expect: "1,2,9"
t(function () { return new Uint8Array([1,2,3]).fill().join(); });
// expect: "0,0,0"
t(function () { return new Uint8Array([1,2,3]).fill('7').join(); });
// expect: "7,7,7"
t(function () { return new Uint8Array([1,2,3]).indexOf(2); });
// expect: 1
t(function () { return new Uint8Array([1,2,3]).indexOf('2'); });
// expect: -1
t(function () { return new Uint8Array([1,2,3]).indexOf(3,-1); });
// expect: 2
t(function () { return new Uint8Array([1,2,3]).indexOf(1,-1); });
// expect: -1
t(function () { return new Float32Array([NaN]).indexOf(NaN); });
// expect: -1
t(function () { return new Uint8Array([1,2,3]).join(''); });
// expect: "123"
t(function () { return new Uint8Array([1,2,3]).join(undefined); });
// expect: "1,2,3"
t(function () { return new Uint8Array([1,2,3]).toString(); });
// expect: "1,2,3"
t(function () { return new Uint8Array([1,2,3]) + ''; });
// expect: "1,2,3"
t(function () { return Uint8Array.BYTES_PER_ELEMENT + Float64Array.BYTES_PER_ELEMENT + Int16Array.prototype.BYTES_PER_ELEMENT; });
// expect: 11
t(function () { return Uint8Array.length; });
// expect: 3
t(function () { return Uint8Array.name; });
// expect: "Uint8Array"
t(function () { return new Uint8Array(2).constructor === Uint8Array; });
// expect: true
t(function () { return new Uint8Array(2).buffer.byteLength; });
// expect: 2
t(function () { return new Uint8Array(2).buffer instanceof ArrayBuffer; });
// expect: true
t(function () { return new ArrayBuffer(5).byteLength; });
// expect: 5
t(function () { return new ArrayBuffer(-1); });
// expect: throws RangeError
t(function () { return new ArrayBuffer(); });
// expect: {}
t(function () { return ArrayBuffer(5); });
// expect: throws TypeError
t(function () { return Object.keys(new Uint8Array(2)); });
// expect: ["0", "1"]
t(function () { return 0 in new Uint8Array(1); });
// expect: true
t(function () { return 1 in new Uint8Array(1); });
// expect: false
t(function () { return 'x' in new Uint8Array(1); });
// expect: false
t(function () { return new Uint8Array(1)[1]; });
// expect: undefined
t(function () { return new Uint8Array(1)[-1]; });
// expect: undefined
t(function () { return new Uint8Array(1)['-0']; });
// expect: undefined
t(function () { return new Uint8Array(1)[0.5]; });
// expect: undefined
t(function () { var a=new Uint8Array(2); a.length=5; return a.length; });
// expect: throws TypeError
t(function () { var a=new Uint8Array(2); a.x=5; return Object.keys(a); });
// expect: ["0", "1", "x"]
t(function () { var a=new Uint8Array(2); return delete a[5]; });
// expect: true
t(function () { var a=new Uint8Array(2); return delete a[0]; });
// expect: throws TypeError
t(function () { var b=new ArrayBuffer(8); var u=new Uint8Array(b); new Float64Array(b)[0]=1; return (u[0] ? [u[0], u[1]] : [u[7], u[6]]).join(); });
// expect: "63,240"
t(function () { var n=0; for (var x of new Uint8Array([5,6])) n+=x; return n; });
// expect: 11
t(function () { var r=[]; for (var k in new Uint8Array(2)) r.push(k); return r; });
// expect: ["0", "1"]
t(function () { return Array.isArray(new Uint8Array(1)); });
// expect: false
t(function () { return [].concat(new Uint8Array(1)).length; });
// expect: 1
t(function () { return JSON.stringify(new Float32Array([1.5])); });
// expect: "{\"0\":1.5}"
t(function () { return Object.getPrototypeOf(Uint8Array.prototype) === Object.getPrototypeOf(Int8Array.prototype); });
// expect: true
t(function () { return (function(){ return typeof arguments })(); });
// expect: "object"
t(function () { return (function(){ return arguments.length })(1,undefined); });
// expect: 2
t(function () { return (function(){ return Array.isArray(arguments) ? 1 : 1 })(); });
// expect: 1
t(function () { return (function(a){ return arguments[1] })(1,2); });
// expect: 2
