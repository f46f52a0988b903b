// Arithmetic at the edges of integers, and with -0, NaN and infinities.
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
t(function () { return isFinite(undefined); });
// expect: false
t(function () { return Number.MAX_SAFE_INTEGER; });
// expect: 9007199254740991
t(function () { return Number.EPSILON; });
// expect: 2.220446049250313e-16
t(function () { return Number.MIN_VALUE; });
// expect: 5e-324
t(function () { return Number.parseFloat === parseFloat; });
// expect: true
t(function () { return Number.prototype.toString.call('x'); });
// expect: throws TypeError
t(function () { return Number.prototype.toFixed.call({}); });
// expect: throws TypeError
t(function () { return (5).valueOf(); });
// expect: 5
t(function () { return 1 / -0; });
// expect: -Infinity
t(function () { return 0 / 0; });
// expect: NaN
t(function () { return -0 + 0; });
// expect: 0
t(function () { return -0 - 0; });
// expect: -0
t(function () { return -0 + -0; });
// expect: -0
t(function () { return 0 * -1; });
// expect: -0
t(function () { return -5 % 5; });
// expect: -0
t(function () { return 5 % -5; });
// expect: 0
t(function () { return -5 % 3; });
// expect: -2
t(function () { return 5.5 % 2; });
// expect: 1.5
t(function () { return -5.5 % 2; });
// expect: -1.5
t(function () { return 5 % 0; });
// expect: NaN
t(function () { return Infinity % 5; });
// expect: NaN
t(function () { return 5 % Infinity; });
// expect: 5
t(function () { return -0 % 5; });
// expect: -0
t(function () { return 2147483647 + 1; });
// expect: 2147483648
t(function () { return -2147483648 - 1; });
// expect: -2147483649
t(function () { return 2147483647 * 2147483647; });
// expect: 4611686014132420600
t(function () { return 1073741823 + 1; });
// expect: 1073741824
t(function () { return -1073741824 - 1; });
// expect: -1073741825
t(function () { return -(-2147483648); });
// expect: 2147483648
t(function () { return -(-1073741824); });
// expect: 1073741824
t(function () { return -(0); });
// expect: -0
t(function () { return ~2147483648; });
// expect: 2147483647
t(function () { return ~-1.9; });
// expect: 0
t(function () { return 1 << 31; });
// expect: -2147483648
t(function () { return 1 << 32; });
// expect: 1
t(function () { return 1 << -1; });
// expect: -2147483648
t(function () { return -1 >>> 0; });
// expect: 4294967295
t(function () { return -1 >>> 31; });
// expect: 1
t(function () { return -1 >> 31; });
// expect: -1
t(function () { return 2**31 >> 0; });
// expect: -2147483648
t(function () { return 2**32 >>> 0; });
// expect: 0
t(function () { return 4294967296.5 | 0; });
// expect: 0
t(function () { return -4294967297 | 0; });
// expect: -1
t(function () { return 1e20 | 0; });
// expect: 1661992960
t(function () { return 1e300 | 0; });
// expect: 0
t(function () { return NaN | 0; });
// expect: 0
t(function () { return Infinity | 0; });
// expect: 0
t(function () { return 2 ** -1; });
// expect: 0.5
t(function () { return (-8) ** (1/3); });
// expect: NaN
t(function () { return (-2) ** 3; });
// expect: -8
t(function () { return 0 ** 0; });
// expect: 1
t(function () { return NaN ** 0; });
// expect: 1
t(function () { return 1 ** Infinity; });
// expect: NaN
t(function () { return (-1) ** Infinity; });
// expect: NaN
t(function () { return 0 ** -1; });
// expect: Infinity
t(function () { return (-0) ** -1; });
// expect: -Infinity
t(function () { return (-0) ** -3; });
// expect: -Infinity
t(function () { return (-0) ** 3; });
// expect: -0
t(function () { return (-0) ** 2; });
// expect: 0
t(function () { return (-Infinity) ** 3; });
// expect: -Infinity
t(function () { return (-Infinity) ** -3; });
// expect: -0
t(function () { return 2 ** 3 ** 2; });
// expect: 512
t(function () { return 2 ** 1024; });
// expect: Infinity
t(function () { return 2 ** -1075; });
// expect: 0
t(function () { return 10 ** 308; });
// expect: 1e+308
t(function () { return 10 ** 21; });
// expect: 1e+21
