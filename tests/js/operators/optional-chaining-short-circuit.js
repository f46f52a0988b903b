var n = undefined, i = 0
n?.[i++]; n?.f(i++); n?.a.b.c(i++)
print(i)
// expect: 0
