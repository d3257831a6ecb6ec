# identity: what a machine is recognised by, whatever its address and its name in the inventory.
try {
    Write-FrameRows 'identity' 'names' 'registry' @(
        "name`t$canaryName`t",
        ("name`t" + [Environment]::MachineName + "`t"),
        ("machine_id`t" + [string](Get-FrameValue 'SOFTWARE\Microsoft\Cryptography' 'MachineGuid') + "`t")
    )
} catch { Write-FrameFailure 'identity' 'names' $_ }
Write-FrameCame 'identity' 'hardware' 'Win32_ComputerSystemProduct' "hardware`t$canaryName`t" (Read-FrameEach { Read-FrameWmi 'root\cimv2' 'select UUID from Win32_ComputerSystemProduct' } { "hardware`t" + $_.UUID + "`t" })
Write-FrameCame 'identity' 'adapters' 'Win32_NetworkAdapterConfiguration' "adapter`t$canaryName`t" (Read-FrameEach { Read-FrameWmi 'root\cimv2' 'select MACAddress, Description from Win32_NetworkAdapterConfiguration' } {
    if ($_.MACAddress) { "adapter`t" + $_.MACAddress + "`t" + ($_.Description -replace $frameControl, '?') }
})
