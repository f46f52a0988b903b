print(typeof InternalError, new InternalError('x').name, new EvalError('y').message, new URIError instanceof Error)
// expect: function InternalError y true
