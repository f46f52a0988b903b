// A tagged template has one frozen array of texts, however often it is evaluated.
const tag = s => s, site = v => tag`a${v}b`;
const first = site(1);
print(site(2) === first, tag`a${1}b` === first, Object.isFrozen(first), Object.isFrozen(first.raw));
// expect: true false true true
let last;
for (let i = 0; i < 3; i++) {
  const now = [1].map(() => tag`x\n`)[0];
  if (i) print(now === last);
  last = now;
}
// expect: true
// expect: true
print(last[0].length, last.raw[0], last.raw.length);
// expect: 2 x\n 1
try {
  first[0] = 1;
} catch (e) {
  print(e.name);
}
// expect: TypeError
function maker() {
  return function () { return tag`deep`; };
}
print(maker()() === maker()());
// expect: true
