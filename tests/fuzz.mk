# Fuzz targets: ../configure CC=clang --enable-fuzzers, then make fuzzers; script/fuzz does both.
