int whole;
