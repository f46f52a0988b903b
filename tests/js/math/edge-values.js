// Math with -0, NaN, infinities and absent arguments.
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
t(function () { return 1.1 ** 10; });
// expect: 2.5937424601000023
t(function () { return Math.round(-0.5); });
// expect: -0
t(function () { return Math.round(0.5); });
// expect: 1
t(function () { return Math.round(-0.2); });
// expect: -0
t(function () { return Math.round(2.5); });
// expect: 3
t(function () { return Math.round(-2.5); });
// expect: -2
t(function () { return Math.round(0.49999999999999994); });
// expect: 0
t(function () { return Math.round(-0.49999999999999994); });
// expect: -0
t(function () { return Math.round(4503599627370495.5); });
// expect: 4503599627370496
t(function () { return Math.round(9007199254740991); });
// expect: 9007199254740991
t(function () { return Math.round(1e300); });
// expect: 1e+300
t(function () { return Math.round(NaN); });
// expect: NaN
t(function () { return Math.round(-Infinity); });
// expect: -Infinity
t(function () { return Math.floor(-0); });
// expect: -0
t(function () { return Math.floor(-0.5); });
// expect: -1
t(function () { return Math.ceil(-0.5); });
// expect: -0
t(function () { return Math.ceil(0.2); });
// expect: 1
t(function () { return Math.trunc(-0.9); });
// expect: -0
t(function () { return Math.trunc(0.9); });
// expect: 0
t(function () { return Math.trunc(-1e300); });
// expect: -1e+300
t(function () { return Math.sign(-0); });
// expect: -0
t(function () { return Math.sign(-3); });
// expect: -1
t(function () { return Math.sign('x'); });
// expect: NaN
t(function () { return Math.max(); });
// expect: -Infinity
t(function () { return Math.min(); });
// expect: Infinity
t(function () { return Math.max(-0, 0); });
// expect: 0
t(function () { return Math.max(0, -0); });
// expect: 0
t(function () { return Math.min(0, -0); });
// expect: -0
t(function () { return Math.min(-0, 0); });
// expect: -0
t(function () { return Math.max(1, NaN, 3); });
// expect: NaN
t(function () { return Math.max(1, '3', 2); });
// expect: 3
t(function () { return Math.max(1, undefined); });
// expect: NaN
t(function () { return Math.max([]); });
// expect: 0
t(function () { return Math.max([2]); });
// expect: 2
t(function () { return Math.max({}); });
// expect: NaN
t(function () { return Math.abs(-0); });
// expect: 0
t(function () { return Math.abs(-2147483648); });
// expect: 2147483648
t(function () { return Math.abs('-3'); });
// expect: 3
t(function () { return Math.abs(null); });
// expect: 0
t(function () { return Math.abs(); });
// expect: NaN
t(function () { return Math.sqrt(-0); });
// expect: -0
t(function () { return Math.sqrt(-1); });
// expect: NaN
t(function () { return Math.sqrt(2); });
// expect: 1.4142135623730951
t(function () { return Math.atan2(0, -0); });
// expect: 3.141592653589793
t(function () { return Math.atan2(-0, -0); });
// expect: -3.141592653589793
t(function () { return Math.atan2(-0, 0); });
// expect: -0
t(function () { return Math.atan2(0, -1); });
// expect: 3.141592653589793
t(function () { return Math.atan2(Infinity, -Infinity); });
// expect: 2.356194490192345
t(function () { return Math.atan2(1, Infinity); });
// expect: 0
t(function () { return Math.atan2(-1, -Infinity); });
// expect: -3.141592653589793
t(function () { return Math.atan2(-1, 0); });
// expect: -1.5707963267948966
t(function () { return Math.atan(-0); });
// expect: -0
t(function () { return Math.atan(Infinity); });
// expect: 1.5707963267948966
t(function () { return Math.sin(-0); });
// expect: -0
t(function () { return Math.sin(Infinity); });
// expect: NaN
t(function () { return Math.tan(-0); });
// expect: -0
t(function () { return Math.asin(-0); });
// expect: -0
t(function () { return Math.asin(2); });
// expect: NaN
t(function () { return Math.acos(1); });
// expect: 0
t(function () { return Math.acos(1.1); });
// expect: NaN
t(function () { return Math.exp(-Infinity); });
// expect: 0
t(function () { return Math.exp(0); });
// expect: 1
t(function () { return Math.exp(1); });
// expect: 2.718281828459045
t(function () { return Math.exp(710); });
// expect: Infinity
t(function () { return Math.log(0); });
// expect: -Infinity
t(function () { return Math.log(-1); });
// expect: NaN
t(function () { return Math.log(1); });
// expect: 0
t(function () { return Math.log(-0); });
// expect: -Infinity
t(function () { return Math.log2(8); });
// expect: 3
t(function () { return Math.log2(0.125); });
// expect: -3
t(function () { return Math.log2(-1); });
// expect: NaN
t(function () { return Math.log10(1000); });
// expect: 3
t(function () { return Math.log10(0.001); });
// expect: -3
t(function () { return Math.log10(1e15); });
// expect: 15
t(function () { return Math.log2(2**52); });
// expect: 52
t(function () { return Math.pow(2, 0.5); });
// expect: 1.4142135623730951
t(function () { return Math.pow(NaN, 0); });
// expect: 1
t(function () { return Math.pow(1, NaN); });
// expect: NaN
t(function () { return Math.pow(0, NaN); });
// expect: NaN
t(function () { return Math.pow(-8, 1/3); });
// expect: NaN
t(function () { return Math.imul(0xffffffff, 5); });
// expect: -5
t(function () { return Math.imul(0xfffffffe, 5); });
// expect: -10
t(function () { return Math.imul(2, 4.9); });
// expect: 8
t(function () { return Math.imul(); });
// expect: 0
t(function () { return Math.imul(1e20, 3); });
// expect: 691011584
t(function () { return Math.clz32(0); });
// expect: 32
t(function () { return Math.clz32(1); });
// expect: 31
t(function () { return Math.clz32(-1); });
// expect: 0
t(function () { return Math.clz32(0.5); });
// expect: 32
t(function () { return Math.clz32(2**32); });
// expect: 32
t(function () { return Math.clz32(); });
// expect: 32
t(function () { return Math.fround(5.5); });
// expect: 5.5
t(function () { return Math.fround(5.05); });
// expect: 5.050000190734863
t(function () { return Math.fround(1e40); });
// expect: Infinity
t(function () { return Math.fround(1e-50); });
// expect: 0
t(function () { return Math.fround(-0); });
// expect: -0
t(function () { return Math.fround(1.401298464324817e-45); });
// expect: 1.401298464324817e-45
t(function () { return Math.fround(7.006492321624085e-46); });
// expect: 0
t(function () { return Math.fround(16777217); });
// expect: 16777216
t(function () { return Math.fround(NaN); });
// expect: NaN
t(function () { return Math.fround(); });
// expect: NaN
t(function () { return Math.PI + Math.E + Math.LN2 + Math.LN10 + Math.LOG2E + Math.LOG10E + Math.SQRT2 + Math.SQRT1_2; });
// expect: 12.853916621954687
t(function () { return Math.sin(1e22); });
// expect: -0.8522008497671888
t(function () { return Math.cos(1e300); });
// expect: -0.5753861119575491
t(function () { return Math.tan(1.5707963267948966); });
// expect: 16331239353195370
t(function () { return Math.sin(Math.PI); });
// expect: 1.2246467991473532e-16
t(function () { return Math.exp(-745.2); });
// expect: 0
t(function () { return Math.exp(-745.1); });
// expect: 5e-324
t(function () { return Math.max.length; });
// expect: 2
t(function () { return Math.atan2.length; });
// expect: 2
t(function () { return Object.prototype.toString.call([]); });
// expect: "[object Array]"
t(function () { return Object.prototype.toString.call(null); });
// expect: "[object Null]"
t(function () { return Object.prototype.toString.call(undefined); });
// expect: "[object Undefined]"
t(function () { return Object.prototype.toString.call(1); });
// expect: "[object Number]"
t(function () { return Object.prototype.toString.call(''); });
// expect: "[object String]"
t(function () { return Object.prototype.toString.call(true); });
// expect: "[object Boolean]"
t(function () { return Object.prototype.toString.call(function(){}); });
// expect: "[object Function]"
t(function () { return Object.prototype.toString.call(/x/); });
// expect: "[object RegExp]"
t(function () { return Object.prototype.toString.call(new Error()); });
// expect: "[object Error]"
