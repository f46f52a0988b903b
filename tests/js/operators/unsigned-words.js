// Results of >>> 0 are numbers like others, whatever they came from.
function hash(s) {
  var h = 2166136261;
  for (var i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 16777619) >>> 0;
  return h;
}
print(hash(''), hash('a'), hash('foobar'), hash('ab\u00e9'));
// expect: 2166136261 3826002220 3214735720 2487686681
const a = ['zero', 'one', 'two'], two = (3 ^ 1) >>> 0, t = new Uint8Array([5, 6, 7]);
print(a[two], t[two], a.indexOf('two') === two, [0, 1, 2].indexOf(two), 'abc'[two], two in a);
// expect: two 7 true 2 c true
a[two] = 'zwei';
t[two] = 9;
a[(two | 1) >>> 0] = 'drei';
print(a.join(), t[2], { [two]: 1 }['2'], JSON.stringify([two, (1 + 1) >>> 0]), String(two), two + 1, two * two);
// expect: zero,one,zwei,drei 9 1 [2,2] 2 3 4
switch (two) {
  case 2: print('case'); break;
  default: print('default');
}
// expect: case
print((~0 >>> 0) % 1000, (~4 >>> 0) % 7, ((1 << 31) >>> 0) % 2147483647, (5 - 7 >>> 0) % 10, (-1 ^ 0) >>> 0 === 4294967295);
// expect: 295 6 1 4 true
print(('a' + 'b') >>> 0, (null | 5) >>> 0, ({ valueOf: () => -1 } ^ 0) >>> 0, 1 / ((1 ^ 1) >>> 0), Object.keys([1, 2, 3])[two]);
// expect: 0 5 4294967295 Infinity 2
print(7 % ((2 + 1) >>> 0), -7 % ((2 + 1) >>> 0), 7.5 % ((2 + 1) >>> 0), ((2 + 2) >>> 0) % 0);
// expect: 1 -1 1.5 NaN
