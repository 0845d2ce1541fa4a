#line 38 "chapters/2-cloth.nw"
#line 41 "chapters/2-cloth.nw"
int whole;
