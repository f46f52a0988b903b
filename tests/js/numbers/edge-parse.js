// parseFloat, parseInt and Number at their edges.
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
t(function () { return 100000000000000000000; });
// expect: 100000000000000000000
t(function () { return parseFloat('3.14abc'); });
// expect: 3.14
t(function () { return parseFloat('.5'); });
// expect: 0.5
t(function () { return parseFloat('5.'); });
// expect: 5
t(function () { return parseFloat('.'); });
// expect: NaN
t(function () { return parseFloat('-.5e'); });
// expect: -0.5
t(function () { return parseFloat('1e1000'); });
// expect: Infinity
t(function () { return parseFloat('-Infinityx'); });
// expect: -Infinity
t(function () { return parseFloat('infinity'); });
// expect: NaN
t(function () { return parseFloat('+Infinity'); });
// expect: Infinity
t(function () { return parseFloat('  12'); });
// expect: 12
t(function () { return parseFloat('0x10'); });
// expect: 0
t(function () { return parseFloat('1_000'); });
// expect: 1
t(function () { return parseFloat('-0'); });
// expect: -0
t(function () { return parseFloat('e5'); });
// expect: NaN
t(function () { return parseFloat('1e+'); });
// expect: 1
t(function () { return parseFloat('1e-5x'); });
// expect: 0.00001
t(function () { return parseFloat(''); });
// expect: NaN
t(function () { return parseFloat(); });
// expect: NaN
t(function () { return parseFloat(null); });
// expect: NaN
t(function () { return parseFloat('\u00a0\ufeff 7'); });
// expect: 7
t(function () { return parseFloat('1.5.5'); });
// expect: 1.5
t(function () { return parseFloat(-0); });
// expect: 0
t(function () { return parseFloat([1,2]); });
// expect: 1
t(function () { return parseInt('42px'); });
// expect: 42
t(function () { return parseInt('0x1F'); });
// expect: 31
t(function () { return parseInt('0X1f', 16); });
// expect: 31
t(function () { return parseInt('0x1F', 10); });
// expect: 0
t(function () { return parseInt('1010', 2); });
// expect: 10
t(function () { return parseInt('z', 36); });
// expect: 35
t(function () { return parseInt('9', 8); });
// expect: NaN
t(function () { return parseInt('12', 1); });
// expect: NaN
t(function () { return parseInt('12', 37); });
// expect: NaN
t(function () { return parseInt('12', 0); });
// expect: 12
t(function () { return parseInt('12', undefined); });
// expect: 12
t(function () { return parseInt('12', NaN); });
// expect: 12
t(function () { return parseInt('12', 4294967298); });
// expect: 1
t(function () { return parseInt('12', -4294967294); });
// expect: 1
t(function () { return parseInt('12', 2.9); });
// expect: 1
t(function () { return parseInt('-0'); });
// expect: -0
t(function () { return parseInt(''); });
// expect: NaN
t(function () { return parseInt('-'); });
// expect: NaN
t(function () { return parseInt('+7'); });
// expect: 7
t(function () { return parseInt('- 7'); });
// expect: NaN
t(function () { return parseInt(' \n7'); });
// expect: 7
t(function () { return parseInt(null, 36); });
// expect: 1112745
t(function () { return parseInt(0.0000005); });
// expect: 5
t(function () { return parseInt(1e21); });
// expect: 1
t(function () { return parseInt('123456789012345678901234567890'); });
// expect: 1.2345678901234568e+29
t(function () { return parseInt('9007199254740993'); });
// expect: 9007199254740992
t(function () { return parseInt('11111111111111111111111111111111111111111111111111111111111111', 2); });
// expect: 4611686018427388000
t(function () { return parseInt('0x'); });
// expect: NaN
t(function () { return parseInt('0b11'); });
// expect: 0
t(function () { return Number(''); });
// expect: 0
t(function () { return Number(' 12 '); });
// expect: 12
t(function () { return Number('12px'); });
// expect: NaN
t(function () { return Number('0x1F'); });
// expect: 31
t(function () { return Number('-0x1F'); });
// expect: NaN
t(function () { return Number('0b101'); });
// expect: 5
t(function () { return Number('0o17'); });
// expect: 15
t(function () { return Number('0b'); });
// expect: NaN
t(function () { return Number('0b2'); });
// expect: NaN
t(function () { return Number('1_000'); });
// expect: NaN
t(function () { return Number('Infinity'); });
// expect: Infinity
t(function () { return Number('-Infinity'); });
// expect: -Infinity
t(function () { return Number('+Infinity'); });
// expect: Infinity
t(function () { return Number('infinity'); });
// expect: NaN
t(function () { return Number('1e'); });
// expect: NaN
t(function () { return Number('.'); });
// expect: NaN
t(function () { return Number('.5'); });
// expect: 0.5
t(function () { return Number('5.'); });
// expect: 5
t(function () { return Number('-'); });
// expect: NaN
t(function () { return Number('--1'); });
// expect: NaN
t(function () { return Number('\u00a05\ufeff'); });
// expect: 5
t(function () { return Number('5\u0000'); });
// expect: NaN
t(function () { return Number(null); });
// expect: 0
t(function () { return Number(undefined); });
// expect: NaN
t(function () { return Number(); });
// expect: 0
t(function () { return Number(true); });
// expect: 1
t(function () { return Number([]); });
// expect: 0
t(function () { return Number([5]); });
// expect: 5
t(function () { return Number([5,6]); });
// expect: NaN
t(function () { return Number({}); });
// expect: NaN
t(function () { return Number({valueOf: function() { return '7'; }}); });
// expect: 7
t(function () { return Number(function(){}); });
// expect: NaN
t(function () { return Number('1e1000'); });
// expect: Infinity
t(function () { return Number('-1e-1000'); });
// expect: -0
t(function () { return Number('0.0000000000000000000000000000000000000000000000000000000000000000000000001e72'); });
// expect: 0.1
t(function () { return Number('9007199254740992.9999'); });
// expect: 9007199254740992
t(function () { return Number('2.2250738585072011e-308'); });
// expect: 2.225073858507201e-308
t(function () { return Number('1.7976931348623158e308'); });
// expect: 1.7976931348623157e+308
t(function () { return Number('4.9406564584124654e-324'); });
// expect: 5e-324
t(function () { return Number('2.4703282292062327e-324'); });
// expect: 0
t(function () { return Number('2.4703282292062328e-324'); });
// expect: 5e-324
t(function () { return Number.isInteger(5.0); });
// expect: true
t(function () { return Number.isInteger('5'); });
// expect: false
t(function () { return Number.isInteger(Infinity); });
// expect: false
t(function () { return Number.isInteger(-0); });
// expect: true
t(function () { return Number.isFinite('5'); });
// expect: false
t(function () { return Number.isNaN('x'); });
// expect: false
t(function () { return isNaN('x'); });
// expect: true
t(function () { return isNaN(); });
// expect: true
t(function () { return isFinite('5'); });
// expect: true
t(function () { return isFinite(null); });
// expect: true
