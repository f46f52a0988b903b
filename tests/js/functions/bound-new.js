function P(a, b) { this.s = a + b } var B = P.bind(null, 1); var p = new B(2)
print(p.s, p instanceof P, p instanceof B)
// expect: 3 true true
