var o = { set a() {} }
// expect compile error:
