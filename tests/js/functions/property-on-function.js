function f() { return f.count++ } f.count = 1; f(); f(); print(f.count, Object.keys(f).join())
// expect: 3 count
