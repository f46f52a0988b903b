var a = 1, b = 2
a
++b
print(a, b)
// expect: 1 3
