var \u0061 = 1
// expect compile error: escape
