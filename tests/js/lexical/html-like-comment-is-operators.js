var a = 3
print(a --> 2, a)
// expect: true 2
