print(String(function () {}).indexOf('function') == 0)
// expect: true
