function F() {}
var B = F.bind(null)
print(new B instanceof B, new F instanceof B)
// expect: true true
