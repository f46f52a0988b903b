print(0 || 'a', 1 && 'b', null ?? 'c', 0 ?? 'd', '' || null, !1, undefined && x)
print(1 || undeclared, 0 && undeclared, 1 ?? undeclared)
// expect: a b c 0 null false undefined
// expect: 1 0 1
