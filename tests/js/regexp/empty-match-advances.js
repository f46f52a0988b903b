var r = /y*/g, n = 0, m; while ((m = r.exec('ab')) && n < 10) { n++; if (m[0] == '') r.lastIndex++ } print(n)
print('ab'.replace(/y*/g, '-'), 'ab'.match(/y*/g).length)
// expect: 3
// expect: -a-b- 3
