#include "check.h"

#include "model/incident.h"

int main(void)
{
	return 0;
}
