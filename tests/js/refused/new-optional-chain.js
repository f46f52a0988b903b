new a?.b()
// expect compile error:
