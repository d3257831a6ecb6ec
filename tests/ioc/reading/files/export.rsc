# jan/02/2024 by RouterOS 7
/ip firewall address-list
add address=192.0.2.9 comment="x y" list=blk
add address=bad.example disabled=yes list=blk
add address=198.51.100.0/24 \
    list=blk
/ip dns static
add address=127.0.0.1 name=worse.example
add name=third.example type=NXDOMAIN
add address=192.168.88.5 name=nas.example
add regexp=".*\\.bad\\.example" address=127.0.0.1
