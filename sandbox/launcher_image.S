/* The launcher's executable file as bytes; LAUNCHER is its path, given by the build. */
    .section .rodata
    .globl nsbinfmt_launcher_image
    .globl nsbinfmt_launcher_image_end
nsbinfmt_launcher_image:
    .incbin LAUNCHER
nsbinfmt_launcher_image_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
