#include "nwlint.h"
#ifndef NW_LIBRARY
int main(void)
{
    return 0;
}
#endif
