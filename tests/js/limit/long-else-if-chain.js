function f(x) { if (x == 0) return 'a'; else if (x == 1) return 'b'; else if (x == 2) return 'c'; else if (x == 3) return 'd'; else if (x == 4) return 'e'; else if (x == 5) return 'f'; else if (x == 6) return 'g'; else return 'z' }
print(f(0), f(6), f(9))
// expect: a g z
