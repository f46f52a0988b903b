import x from 'y'
// expect compile error: import
