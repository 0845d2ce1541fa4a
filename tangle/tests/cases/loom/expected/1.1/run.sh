#!/bin/sh
# run it
make
