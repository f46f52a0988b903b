print(typeof 1, typeof 'a', typeof true, typeof undefined, typeof null, typeof {}, typeof [], typeof function () {}, typeof /a/)
print(typeof undeclared, typeof Math, typeof Math.sin, typeof Object)
// expect: number string boolean undefined object object object function object
// expect: undefined object function function
