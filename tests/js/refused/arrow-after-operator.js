var x = b || a => a
// expect compile error: parentheses around the arrow function
