var r = /x/; r.extra = 5; print(r.extra, Object.keys(r).join(), typeof r, r instanceof RegExp)
// expect: 5 extra object true
