var out = []
'ab a b'.replace(/(a)?b/g, function (m, g) { out.push(String(g)) })
print(out)
// expect: a,undefined
