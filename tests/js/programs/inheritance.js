function Shape(n) { this.n = n } Shape.prototype.area = function () { return 0 }; Shape.prototype.toString = function () { return this.n + ':' + this.area() }
function Sq(s) { Shape.call(this, 'sq'); this.s = s } Sq.prototype = Object.create(Shape.prototype); Sq.prototype.constructor = Sq; Sq.prototype.area = function () { return this.s * this.s }
print(new Sq(3) + '', new Sq(2) instanceof Shape, new Shape('s') + '', new Sq(1).constructor === Sq)
// expect: sq:9 true s:0 true
