print(typeof (function () {}).toString())
// expect: string
