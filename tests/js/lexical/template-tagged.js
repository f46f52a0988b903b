function tag(s, a, b) { return s.join('|') + ';' + s.raw.join('|') + ';' + a + ';' + b }
print(tag`x${1}\n${2}z`)
// expect: x|
// expect: |z;x|\n|z;1;2
