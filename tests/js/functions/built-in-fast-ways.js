// Calls of built-ins with arguments of every kind from the same place: fast ways and slow ways agree.
function show(x) { return x === 0 && 1 / x < 0 ? '-0' : String(x); }
var numbers = [0, -0, 1, -1, 2.5, -2.5, 0.4, -0.4, 2147483647, -2147483648, 2147483648, 1073741823, 1073741824,
  -1073741824, -1073741825, 1e300, NaN, Infinity, -Infinity];
['floor', 'ceil', 'trunc', 'round', 'abs', 'sqrt'].forEach(function (name) {
  var same = 0;
  for (var i = 0; i < numbers.length; i++) {
    var x = numbers[i], direct;
    switch (name) {
      case 'floor': direct = Math.floor(x); break;
      case 'ceil': direct = Math.ceil(x); break;
      case 'trunc': direct = Math.trunc(x); break;
      case 'round': direct = Math.round(x); break;
      case 'abs': direct = Math.abs(x); break;
      case 'sqrt': direct = Math.sqrt(x); break;
    }
    if (show(direct) === show(Math[name].apply(null, [x]))) same++;
  }
  print(name, same === numbers.length);
});
// expect: floor true
// expect: ceil true
// expect: trunc true
// expect: round true
// expect: abs true
// expect: sqrt true
print(numbers.map(function (x) { return show(Math.floor(x)); }).join());
// expect: 0,-0,1,-1,2,-3,0,-1,2147483647,-2147483648,2147483648,1073741823,1073741824,-1073741824,-1073741825,1e+300,NaN,Infinity,-Infinity
print(numbers.map(function (x) { return show(Math.round(x)); }).join());
// expect: 0,-0,1,-1,3,-2,0,-0,2147483647,-2147483648,2147483648,1073741823,1073741824,-1073741824,-1073741825,1e+300,NaN,Infinity,-Infinity
var pairs = 0;
for (var i = 0; i < numbers.length; i++)
  for (var k = 0; k < numbers.length; k++) {
    var a = numbers[i], b = numbers[k];
    pairs += show(Math.min(a, b)) === show(Math.min.call(null, a, b, b)) && show(Math.max(a, b)) === show(Math.max.call(null, a, b, b)) &&
      Math.imul(a, b) === Math.imul.apply(null, [a, b]) && Math.imul(a, b) === Math.imul(a, b, 1);
  }
print(pairs === numbers.length * numbers.length);
// expect: true
print(Math.imul(0xffffffff, 5), Math.imul(65536, 65535), Math.imul(3, '4'), Math.imul(2), Math.min(1), Math.max());
// expect: -5 -65536 12 0 1 -Infinity
var texts = ['abc', 'aäc', '', 'x', 'ab' + 'cd'];
print(texts.map(function (s) { return [s.charCodeAt(1), s.charAt(1), s.charCodeAt(0.5), s.charAt(-1), s.charCodeAt()].join(':'); }).join());
// expect: 98:b:97::97,228:ä:97::97,NaN::NaN::NaN,NaN::120::120,98:b:97::97
var list = [];
for (var i = 0; i < 20; i++) list.push(i);
print(list.push(), list.push(1, 2), list.pop(), list.pop(9), list.length, [].pop(), list.push(undefined), list.pop());
// expect: 20 22 2 1 20 undefined 21 undefined
var frozen = Object.freeze([1, 2]);
function attempt(f) { try { return f(); } catch (e) { return e.name; } }
print(attempt(function () { return frozen.push(1); }), attempt(function () { return frozen.pop(); }), frozen.join());
// expect: TypeError TypeError 1,2
print(attempt(function () { return Array.prototype.push.call('abc', 1); }), attempt(function () { return ''.charAt.call(null, 0); }));
// expect: TypeError TypeError
for (var i = 0; i < 3; i++) {
  if (i === 1) Math.floor = function (x) { return 'mine ' + x; };
  if (i === 2) Math = { floor: function (x) { return 'other ' + x; } };
  print(Math.floor(1.5));
}
// expect: 1
// expect: mine 1.5
// expect: other 1.5
