# identity: what a machine is recognised by, whatever its address and its name in the inventory.
try {
    Write-FrameRows 'identity' 'names' 'registry' @(
        "name`t$canaryName`t",
        ("name`t" + [Environment]::MachineName + "`t"),
        ("machine_id`t" + [string](Get-FrameValue 'SOFTWARE\Microsoft\Cryptography' 'MachineGuid') + "`t")
    )
} catch { Write-FrameFailure 'identity' 'names' $_ }
try {
    $identityRows = @("hardware`t$canaryName`t")
    $identityRows += foreach ($row in @(Read-FrameWmi 'root\cimv2' 'select UUID from Win32_ComputerSystemProduct')) { "hardware`t" + $row.UUID + "`t" }
    Write-FrameRows 'identity' 'hardware' 'Win32_ComputerSystemProduct' $identityRows
} catch { Write-FrameFailure 'identity' 'hardware' $_ }
try {
    $identityRows = @("adapter`t$canaryName`t")
    $identityRows += foreach ($row in @(Read-FrameWmi 'root\cimv2' 'select MACAddress, Description from Win32_NetworkAdapterConfiguration')) {
        if ($row.MACAddress) { "adapter`t" + $row.MACAddress + "`t" + ($row.Description -replace $frameControl, '?') }
    }
    Write-FrameRows 'identity' 'adapters' 'Win32_NetworkAdapterConfiguration' $identityRows
} catch { Write-FrameFailure 'identity' 'adapters' $_ }
