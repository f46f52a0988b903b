// toFixed, toPrecision, toExponential and toString at their edges.
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
t(function () { return (1.005).toFixed(2); });
// expect: "1.00"
t(function () { return (1.45).toFixed(1); });
// expect: "1.4"
t(function () { return (-1.5).toFixed(0); });
// expect: "-2"
t(function () { return (2.5).toFixed(0); });
// expect: "3"
t(function () { return (0.5).toFixed(0); });
// expect: "1"
t(function () { return (1e21).toFixed(2); });
// expect: "1e+21"
t(function () { return (123.456).toFixed(); });
// expect: "123"
t(function () { return (123.456).toFixed(100); });
// expect: "123.4560000000000030695446184836328029632568359375000000000000000000000000000000000000000000000000000000"
t(function () { return (123.456).toFixed(101); });
// expect: throws RangeError
t(function () { return (123.456).toFixed(-1); });
// expect: throws RangeError
t(function () { return (-0).toFixed(2); });
// expect: "0.00"
t(function () { return (-0.0000001).toFixed(2); });
// expect: "-0.00"
t(function () { return NaN.toFixed(2); });
// expect: "NaN"
t(function () { return (Infinity).toFixed(1); });
// expect: "Infinity"
t(function () { return (1e-10).toFixed(2); });
// expect: "0.00"
t(function () { return (1e-10).toFixed(20); });
// expect: "0.00000000010000000000"
t(function () { return (0.000001).toFixed(7); });
// expect: "0.0000010"
t(function () { return (1000000000000000128).toString(); });
// expect: "1000000000000000100"
t(function () { return (1000000000000000128).toFixed(0); });
// expect: "1000000000000000128"
t(function () { return (123.456).toPrecision(4); });
// expect: "123.5"
t(function () { return (0.000123).toPrecision(2); });
// expect: "0.00012"
t(function () { return (0.00000123).toPrecision(2); });
// expect: "0.0000012"
t(function () { return (1e-7).toPrecision(1); });
// expect: "1e-7"
t(function () { return (123456).toPrecision(2); });
// expect: "1.2e+5"
t(function () { return (123456).toPrecision(6); });
// expect: "123456"
t(function () { return (123456).toPrecision(7); });
// expect: "123456.0"
t(function () { return (123.456).toPrecision(); });
// expect: "123.456"
t(function () { return (123.456).toPrecision(undefined); });
// expect: "123.456"
t(function () { return (123.456).toPrecision(0); });
// expect: throws RangeError
t(function () { return (123.456).toPrecision(101); });
// expect: throws RangeError
t(function () { return (123.456).toPrecision(100); });
// expect: "123.4560000000000030695446184836328029632568359375000000000000000000000000000000000000000000000000000"
t(function () { return NaN.toPrecision(1000); });
// expect: "NaN"
t(function () { return (Infinity).toPrecision(0); });
// expect: "Infinity"
t(function () { return (0).toPrecision(3); });
// expect: "0.00"
t(function () { return (-0).toPrecision(3); });
// expect: "0.00"
t(function () { return (1e21).toPrecision(3); });
// expect: "1.00e+21"
t(function () { return (1e21).toPrecision(25); });
// expect: "1000000000000000000000.000"
t(function () { return (99.99).toPrecision(3); });
// expect: "100"
t(function () { return (1.25).toPrecision(2); });
// expect: "1.3"
t(function () { return (1.35).toPrecision(2); });
// expect: "1.4"
t(function () { return (0).toExponential(); });
// expect: "0e+0"
t(function () { return (0).toExponential(2); });
// expect: "0.00e+0"
t(function () { return (-0).toExponential(2); });
// expect: "0.00e+0"
t(function () { return (123456).toExponential(); });
// expect: "1.23456e+5"
t(function () { return (123456).toExponential(0); });
// expect: "1e+5"
t(function () { return (123456).toExponential(2); });
// expect: "1.23e+5"
t(function () { return (123456).toExponential(100); });
// expect: "1.2345600000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e+5"
t(function () { return (123456).toExponential(101); });
// expect: throws RangeError
t(function () { return (0.00015).toExponential(1); });
// expect: "1.5e-4"
t(function () { return NaN.toExponential(1000); });
// expect: "NaN"
t(function () { return (-Infinity).toExponential(-1); });
// expect: "-Infinity"
t(function () { return (25).toExponential(0); });
// expect: "3e+1"
t(function () { return (35).toExponential(0); });
// expect: "4e+1"
t(function () { return (1.5e-9).toExponential(0); });
// expect: "1e-9"
t(function () { return (255).toString(16); });
// expect: "ff"
t(function () { return (-255).toString(2); });
// expect: "-11111111"
t(function () { return (0.5).toString(2); });
// expect: "0.1"
t(function () { return (0.1).toString(3); });
// expect: "0.0022002200220022002200220022002201"
t(function () { return (3.14159).toString(36); });
// expect: "3.53i0tuycp"
t(function () { return (1e-7).toString(10); });
// expect: "1e-7"
t(function () { return (255).toString(1); });
// expect: throws RangeError
t(function () { return (255).toString(37); });
// expect: throws RangeError
t(function () { return (255).toString(undefined); });
// expect: "255"
t(function () { return (255).toString(null); });
// expect: throws RangeError
t(function () { return (255).toString('16'); });
// expect: "ff"
t(function () { return NaN.toString(2); });
// expect: "NaN"
t(function () { return (-Infinity).toString(2); });
// expect: "-Infinity"
t(function () { return (-0).toString(); });
// expect: "0"
t(function () { return (-0).toString(2); });
// expect: "0"
t(function () { return (2**53).toString(2); });
// expect: "100000000000000000000000000000000000000000000000000000"
t(function () { return (1/3).toString(2); });
// expect: "0.010101010101010101010101010101010101010101010101010101"
t(function () { return (123.375).toString(5); });
// expect: "443.1414141414141414142"
t(function () { return (4294967295).toString(16); });
// expect: "ffffffff"
t(function () { return (-4294967296).toString(16); });
// expect: "-100000000"
t(function () { return 1e21 + ''; });
// expect: "1e+21"
t(function () { return 1e-6 + ''; });
// expect: "0.000001"
t(function () { return 1e-7 + ''; });
// expect: "1e-7"
t(function () { return 123456789012345680000 + ''; });
// expect: "123456789012345680000"
t(function () { return 0.1 + 0.2; });
// expect: 0.30000000000000004
t(function () { return 5e-324; });
// expect: 5e-324
t(function () { return 1.7976931348623157e308; });
// expect: 1.7976931348623157e+308
t(function () { return 1.7976931348623159e308; });
// expect: Infinity
t(function () { return 4.35; });
// expect: 4.35
t(function () { return 9007199254740993; });
// expect: 9007199254740992
t(function () { return 0.000001; });
// expect: 0.000001
