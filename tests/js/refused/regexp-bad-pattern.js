var r = /(/
// expect compile error: ( without )
