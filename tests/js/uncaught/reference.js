undefinedName
// expect error: ReferenceError
